x = f"""line one
{1 + }
"""
