"""Which drawing a scene gets: the catalogue of motifs, and the words of five languages that call for them."""
