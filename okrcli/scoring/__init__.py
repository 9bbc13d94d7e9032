"""Numbers of a plan on a day: progress, status, roll-up, forecast and grades.

In: a `Plan` and a day. Out: exact values with the reasons for them.
It reads no file and no clock, rounds nothing and formats nothing."""
