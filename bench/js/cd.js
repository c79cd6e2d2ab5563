// A detector of collisions between aircraft on a grid of voxels.

const SIDE = 1000;
const TOP = 10;
const RADIUS = 1;
const VOXEL = RADIUS * 2;
const MARGIN = RADIUS / 2;

class Point {
  constructor(x, y, z) {
    this.x = x;
    this.y = y;
    this.z = z;
  }
  plus(other) {
    return new Point(this.x + other.x, this.y + other.y, this.z + other.z);
  }
  minus(other) {
    return new Point(this.x - other.x, this.y - other.y, this.z - other.z);
  }
  times(factor) {
    return new Point(this.x * factor, this.y * factor, this.z * factor);
  }
  dot(other) {
    return this.x * other.x + this.y * other.y + this.z * other.z;
  }
  length2() {
    return this.dot(this);
  }
}

class Corner {
  constructor(x, y) {
    this.x = x;
    this.y = y;
  }
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const compareCorners = (a, b) => compare(a.x, b.x) || compare(a.y, b.y);

class Branch {
  constructor(key, value, parent) {
    this.key = key;
    this.value = value;
    this.parent = parent;
    this.left = null;
    this.right = null;
    this.isRed = true;
  }
}

// A red-black tree: a map in the order of its keys.
class Tree {
  constructor(compare) {
    this.compare = compare;
    this.root = null;
  }

  get(key) {
    let at = this.root;
    while (at !== null) {
      const order = this.compare(key, at.key);
      if (order === 0) return at.value;
      at = order < 0 ? at.left : at.right;
    }
    return null;
  }

  put(key, value) {
    let parent = null;
    let order = 0;
    let at = this.root;
    while (at !== null) {
      order = this.compare(key, at.key);
      if (order === 0) {
        const old = at.value;
        at.value = value;
        return old;
      }
      parent = at;
      at = order < 0 ? at.left : at.right;
    }
    const added = new Branch(key, value, parent);
    if (parent === null) this.root = added;
    else if (order < 0) parent.left = added;
    else parent.right = added;
    this.balance(added);
    return null;
  }

  balance(at) {
    while (at.parent !== null && at.parent.isRed) {
      const parent = at.parent;
      const above = parent.parent;
      const isLeft = above.left === parent;
      const uncle = isLeft ? above.right : above.left;
      if (uncle !== null && uncle.isRed) {
        parent.isRed = false;
        uncle.isRed = false;
        above.isRed = true;
        at = above;
        continue;
      }
      if (at === (isLeft ? parent.right : parent.left)) {
        this.rotate(parent, isLeft);
        at = parent;
      }
      at.parent.isRed = false;
      above.isRed = true;
      this.rotate(above, !isLeft);
    }
    this.root.isRed = false;
  }

  rotate(branch, toLeft) {
    const child = toLeft ? branch.right : branch.left;
    const inner = toLeft ? child.left : child.right;
    if (toLeft) branch.right = inner;
    else branch.left = inner;
    if (inner !== null) inner.parent = branch;
    const above = branch.parent;
    child.parent = above;
    if (above === null) this.root = child;
    else if (above.left === branch) above.left = child;
    else above.right = child;
    if (toLeft) child.left = branch;
    else child.right = branch;
    branch.parent = child;
  }

  each(f) {
    const visit = (branch) => {
      if (branch === null) return;
      visit(branch.left);
      f(branch.key, branch.value);
      visit(branch.right);
    };
    visit(this.root);
  }
}

class Motion {
  constructor(name, from, to) {
    this.name = name;
    this.from = from;
    this.to = to;
  }

  meets(other) {
    const own = this.to.minus(this.from);
    const theirs = other.to.minus(other.from);
    const apart = other.from.minus(this.from);
    const a = theirs.minus(own).length2();
    if (a === 0) return Math.sqrt(apart.length2()) <= RADIUS ? this.from.plus(other.from).times(0.5) : null;
    const b = 2 * this.from.minus(other.from).dot(own.minus(theirs));
    const c = -RADIUS * RADIUS + apart.length2();
    const discriminant = b * b - 4 * a * c;
    if (discriminant < 0) return null;
    const first = (-b - Math.sqrt(discriminant)) / (2 * a);
    const second = (-b + Math.sqrt(discriminant)) / (2 * a);
    const isNow = (first <= 1 && 1 <= second) || (first <= 0 && 0 <= second) || (0 <= first && second <= 1);
    if (first > second || !isNow) return null;
    const time = first <= 0 ? 0 : first;
    const place = this.from.plus(own.times(time)).plus(other.from.plus(theirs.times(time))).times(0.5);
    return isInside(place) ? place : null;
  }
}

function isInside({ x, y, z }) {
  return x >= 0 && x <= SIDE && y >= 0 && y <= SIDE && z >= 0 && z <= TOP;
}

function isCrossing(from, speed, low, enter, leave) {
  const isStill = speed === 0 && low <= from + MARGIN && from - MARGIN <= low + VOXEL;
  return isStill || (enter <= 1 && 1 <= leave) || (enter <= 0 && 0 <= leave) || (0 <= enter && leave <= 1);
}

function isInVoxel(corner, { from, to }) {
  if (corner.x > SIDE || corner.x < 0 || corner.y > SIDE || corner.y < 0) return false;
  const speedX = to.x - from.x;
  const speedY = to.y - from.y;
  let enterX = (corner.x - MARGIN - from.x) / speedX;
  let leaveX = (corner.x + VOXEL + MARGIN - from.x) / speedX;
  if (speedX < 0) [enterX, leaveX] = [leaveX, enterX];
  let enterY = (corner.y - MARGIN - from.y) / speedY;
  let leaveY = (corner.y + VOXEL + MARGIN - from.y) / speedY;
  if (speedY < 0) [enterY, leaveY] = [leaveY, enterY];
  return (
    isCrossing(from.x, speedX, corner.x, enterX, leaveX) &&
    isCrossing(from.y, speedY, corner.y, enterY, leaveY) &&
    (speedX === 0 ||
      speedY === 0 ||
      (enterY <= leaveX && leaveX <= leaveY) ||
      (enterY <= enterX && enterX <= leaveY) ||
      (enterX <= enterY && leaveY <= leaveX))
  );
}

function cornerOf({ x, y }) {
  const cornerX = VOXEL * Math.trunc(x / VOXEL);
  const cornerY = VOXEL * Math.trunc(y / VOXEL);
  return new Corner(x < 0 ? cornerX - VOXEL : cornerX, y < 0 ? cornerY - VOXEL : cornerY);
}

function drawMotion(motion, voxels) {
  const seen = new Tree(compareCorners);
  const draw = (corner) => {
    if (!isInVoxel(corner, motion)) return;
    if (seen.put(corner, true) !== null) return;
    const motions = voxels.get(corner);
    if (motions === null) voxels.put(corner, [motion]);
    else motions.push(motion);
    draw(new Corner(corner.x - VOXEL, corner.y));
    draw(new Corner(corner.x + VOXEL, corner.y));
    draw(new Corner(corner.x, corner.y - VOXEL));
    draw(new Corner(corner.x, corner.y + VOXEL));
    draw(new Corner(corner.x - VOXEL, corner.y - VOXEL));
    draw(new Corner(corner.x - VOXEL, corner.y + VOXEL));
    draw(new Corner(corner.x + VOXEL, corner.y - VOXEL));
    draw(new Corner(corner.x + VOXEL, corner.y + VOXEL));
  };
  draw(cornerOf(motion.from));
}

class Detector {
  constructor() {
    this.positions = new Tree(compare);
  }

  motions(frame) {
    const positions = new Tree(compare);
    const motions = frame.map(({ name, position }) => {
      positions.put(name, position);
      return new Motion(name, this.positions.get(name) ?? position, position);
    });
    this.positions = positions;
    return motions;
  }

  countCollisions(frame) {
    const voxels = new Tree(compareCorners);
    for (const motion of this.motions(frame)) drawMotion(motion, voxels);
    let collisions = 0;
    voxels.each((_, motions) => {
      for (let i = 0; i < motions.length; i++) {
        for (let j = i + 1; j < motions.length; j++) if (motions[i].meets(motions[j]) !== null) collisions++;
      }
    });
    return collisions;
  }
}

function frameAt(time, names) {
  const frame = [];
  for (let i = 0; i < names.length; i += 2) {
    frame.push({ name: names[i], position: new Point(time, Math.cos(time) * 2 + i * 3, TOP) });
    frame.push({ name: names[i + 1], position: new Point(time, Math.sin(time) * 2 + i * 3, TOP) });
  }
  return frame;
}

export function run() {
  const names = Array.from({ length: 250 }, (_, i) => `foo${i}`);
  const detector = new Detector();
  let collisions = 0;
  for (let i = 0; i < 200; i++) collisions += detector.countCollisions(frameAt(i / 10, names));
  return collisions;
}
