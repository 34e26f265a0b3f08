"""The page by which a management group steers: progress by part of the plan, the strategy, what comes up next."""
