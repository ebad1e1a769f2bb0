"""People who stay themselves: pictures of the cast, shown to models that can look at them."""
