// The towers of Hanoi, with piles as linked lists and every move checked.

class Disk {
  constructor(size) {
    this.size = size;
    this.below = null;
  }
}

class Towers {
  constructor() {
    this.piles = [null, null, null];
    this.moves = 0;
  }

  push(disk, pile) {
    const top = this.piles[pile];
    if (top !== null && disk.size >= top.size) throw new Error("a disk cannot lie on a smaller one");
    disk.below = top;
    this.piles[pile] = disk;
  }

  pop(pile) {
    const top = this.piles[pile];
    if (top === null) throw new Error(`no disk on pile ${pile}`);
    this.piles[pile] = top.below;
    top.below = null;
    return top;
  }

  move(disks, from, to) {
    if (disks > 1) this.move(disks - 1, from, 3 - from - to);
    this.push(this.pop(from), to);
    this.moves++;
    if (disks > 1) this.move(disks - 1, 3 - from - to, to);
  }
}

export function run() {
  const towers = new Towers();
  for (let size = 23; size > 0; size--) towers.push(new Disk(size), 0);
  towers.move(23, 0, 1);
  return towers.moves;
}
