"""The portal: documents that several institutions own together, in six languages."""
