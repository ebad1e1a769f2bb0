"""What the director wrote: records, YAML with places, editing in place, decades, cast, schema."""
