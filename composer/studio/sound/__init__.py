"""The song as the page plays it: a lossless copy of the samples that were analysed."""
