// Balls that bounce about in a box.

const WIDTH = 500;
const HEIGHT = 500;

class Random {
  constructor() {
    this.seed = 74755;
  }
  next() {
    this.seed = (Math.imul(this.seed, 1309) + 13849) & 65535;
    return this.seed;
  }
}

class Ball {
  constructor(random) {
    this.x = random.next() % WIDTH;
    this.y = random.next() % HEIGHT;
    this.dx = (random.next() % 300) - 150;
    this.dy = (random.next() % 300) - 150;
  }

  bounce() {
    this.x += this.dx;
    this.y += this.dy;
    let bounced = false;
    if (this.x > WIDTH) {
      this.x = WIDTH;
      this.dx = -Math.abs(this.dx);
      bounced = true;
    }
    if (this.x < 0) {
      this.x = 0;
      this.dx = Math.abs(this.dx);
      bounced = true;
    }
    if (this.y > HEIGHT) {
      this.y = HEIGHT;
      this.dy = -Math.abs(this.dy);
      bounced = true;
    }
    if (this.y < 0) {
      this.y = 0;
      this.dy = Math.abs(this.dy);
      bounced = true;
    }
    return bounced;
  }
}

export function run() {
  const random = new Random();
  const balls = Array.from({ length: 100 }, () => new Ball(random));
  let bounces = 0;
  for (let step = 0; step < 200_000; step++) {
    for (const ball of balls) if (ball.bounce()) bounces++;
  }
  return bounces;
}
