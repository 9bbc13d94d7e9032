"""From a plan and a day to frozen rows without any formatting."""
