def text(plan): return "plan"
def html(plan): return "plan"
