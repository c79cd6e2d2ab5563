//! The Sun and the four gas giants, integrated with a symplectic step of 0.01 days.

mod rounds;

const SOLAR_MASS: f64 = 4.0 * std::f64::consts::PI * std::f64::consts::PI;
const DAYS_PER_YEAR: f64 = 365.24;

struct Body {
    at: [f64; 3],
    speed: [f64; 3],
    mass: f64,
}

fn body(at: [f64; 3], speed: [f64; 3], mass: f64) -> Body {
    Body { at, speed: speed.map(|part| part * DAYS_PER_YEAR), mass: mass * SOLAR_MASS }
}

fn solar_system() -> Vec<Body> {
    let mut bodies = vec![
        body([0.0; 3], [0.0; 3], 1.0),
        body(
            [4.84143144246472090e+00, -1.16032004402742839e+00, -1.03622044471123109e-01],
            [1.66007664274403694e-03, 7.69901118419740425e-03, -6.90460016972063023e-05],
            9.54791938424326609e-04,
        ),
        body(
            [8.34336671824457987e+00, 4.12479856412430479e+00, -4.03523417114321381e-01],
            [-2.76742510726411899e-03, 4.99852801234917238e-03, 2.30417297573763929e-05],
            2.85885980666130812e-04,
        ),
        body(
            [1.28943695621391310e+01, -1.51111514016986312e+01, -2.23307578892655734e-01],
            [2.96460137564761618e-03, 2.37847173959480950e-03, -2.96589568540237556e-05],
            4.36624404335156298e-05,
        ),
        body(
            [1.53796971148509165e+01, -2.59193146099879641e+01, 1.79258772950371181e-01],
            [2.68067772490389322e-03, 1.62824170038242295e-03, -9.51592254519715870e-05],
            5.15138902046611451e-05,
        ),
    ];
    for axis in 0..3 {
        let momentum: f64 = bodies.iter().map(|body| body.speed[axis] * body.mass).sum();
        bodies[0].speed[axis] = -momentum / SOLAR_MASS;
    }
    bodies
}

fn difference(a: &Body, b: &Body) -> [f64; 3] {
    [a.at[0] - b.at[0], a.at[1] - b.at[1], a.at[2] - b.at[2]]
}

fn advance(bodies: &mut [Body], dt: f64) {
    for i in 0..bodies.len() {
        let (first, rest) = bodies[i..].split_at_mut(1);
        let a = &mut first[0];
        for b in rest {
            let d = difference(a, b);
            let distance2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
            let magnitude = dt / (distance2 * distance2.sqrt());
            for axis in 0..3 {
                a.speed[axis] -= d[axis] * b.mass * magnitude;
                b.speed[axis] += d[axis] * a.mass * magnitude;
            }
        }
    }
    for body in bodies {
        for axis in 0..3 {
            body.at[axis] += dt * body.speed[axis];
        }
    }
}

fn energy(bodies: &[Body]) -> f64 {
    let mut total = 0.0;
    for (i, a) in bodies.iter().enumerate() {
        total += 0.5 * a.mass * a.speed.iter().map(|part| part * part).sum::<f64>();
        for b in &bodies[i + 1..] {
            total -= a.mass * b.mass / difference(a, b).iter().map(|part| part * part).sum::<f64>().sqrt();
        }
    }
    total
}

fn main() {
    rounds::rounds(|| {
        let mut bodies = solar_system();
        for _ in 0..std::hint::black_box(500_000) {
            advance(&mut bodies, 0.01);
        }
        energy(&bodies)
    });
}
