"""Settings of every test run."""

import os

from hypothesis import HealthCheck, settings

# A shared, busy machine is slow at times: that says nothing about the code.
patient = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("ci", derandomize=True, print_blob=True, **patient)
settings.register_profile("explore", max_examples=1000, print_blob=True, **patient)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
