"""People, their phones and a Bot API for benchmarks, light enough not to be the bottleneck themselves."""
