"""Measures of the main job, each as a ratio to a named baseline of the same run."""
