# Float arithmetic: the n-body problem and a Mandelbrot set.
def energy(bodies):
    e = 0.0
    for i, (x, y, z, vx, vy, vz, m) in enumerate(bodies):
        e += 0.5 * m * (vx * vx + vy * vy + vz * vz)
        for (x2, y2, z2, _, _, _, m2) in bodies[i + 1:]:
            dx, dy, dz = x - x2, y - y2, z - z2
            e -= m * m2 / (dx * dx + dy * dy + dz * dz) ** 0.5
    return e


def advance(bodies, dt, n):
    count = len(bodies)
    for _ in range(n):
        for i in range(count):
            a = bodies[i]
            for j in range(i + 1, count):
                b = bodies[j]
                dx, dy, dz = a[0] - b[0], a[1] - b[1], a[2] - b[2]
                d2 = dx * dx + dy * dy + dz * dz
                mag = dt / (d2 * d2 ** 0.5)
                ma, mb = a[6] * mag, b[6] * mag
                a[3] -= dx * mb
                a[4] -= dy * mb
                a[5] -= dz * mb
                b[3] += dx * ma
                b[4] += dy * ma
                b[5] += dz * ma
        for a in bodies:
            a[0] += dt * a[3]
            a[1] += dt * a[4]
            a[2] += dt * a[5]


def mandelbrot(size, limit):
    inside = 0
    for py in range(size):
        for px in range(size):
            cr, ci = 3.0 * px / size - 2.0, 2.0 * py / size - 1.0
            r = i = 0.0
            for _ in range(limit):
                r2, i2 = r * r, i * i
                if r2 + i2 > 4.0:
                    break
                i = 2.0 * r * i + ci
                r = r2 - i2 + cr
            else:
                inside += 1
    return inside


BODIES = [[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 39.47],
          [4.84, -1.16, -0.10, 0.60, 2.81, -0.02, 0.037],
          [8.34, 4.12, -0.40, -1.01, 1.82, 0.008, 0.011],
          [12.89, -15.11, -0.22, 1.08, 0.86, -0.010, 0.0017]]
advance(BODIES, 0.01, 50_000)
print("%.9f" % energy(BODIES), mandelbrot(200, 60))
