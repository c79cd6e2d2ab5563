// An operating system's kernel in small: six tasks pass packets to each other.

const DATA_SIZE = 4;
const DEVICE_PACKET = 0;
const WORK_PACKET = 1;
const IDLER = 0;
const WORKER = 1;
const HANDLER_A = 2;
const HANDLER_B = 3;
const DEVICE_A = 4;
const DEVICE_B = 5;

class Packet {
  constructor(link, task, kind) {
    this.link = link;
    this.task = task;
    this.kind = kind;
    this.datum = 0;
    this.data = [0, 0, 0, 0];
  }
}

function append(queue, packet) {
  packet.link = null;
  if (queue === null) return packet;
  let last = queue;
  while (last.link !== null) last = last.link;
  last.link = packet;
  return queue;
}

class Task {
  constructor(number, priority, next, input, isWaiting) {
    this.number = number;
    this.priority = priority;
    this.next = next;
    this.input = input;
    this.isPacketPending = input !== null;
    this.isWaiting = isWaiting;
    this.isHolding = false;
  }

  isStopped() {
    return this.isHolding || (!this.isPacketPending && this.isWaiting);
  }

  takeInput() {
    if (!this.isPacketPending || !this.isWaiting || this.isHolding) return null;
    const packet = this.input;
    this.input = packet.link;
    this.isWaiting = false;
    this.isPacketPending = this.input !== null;
    return packet;
  }

  accept(packet, current) {
    if (this.input === null) {
      this.input = packet;
      this.isPacketPending = true;
      if (this.priority > current.priority) return this;
    } else {
      this.input = append(this.input, packet);
    }
    return current;
  }
}

class Idler extends Task {
  control = 1;
  count = 10000;

  step(scheduler) {
    this.count--;
    if (this.count === 0) return scheduler.hold(this);
    if ((this.control & 1) === 0) {
      this.control >>= 1;
      return scheduler.release(DEVICE_A, this);
    }
    this.control = (this.control >> 1) ^ 53256;
    return scheduler.release(DEVICE_B, this);
  }
}

class Worker extends Task {
  destination = HANDLER_A;
  count = 0;

  step(scheduler, packet) {
    if (packet === null) return scheduler.wait(this);
    this.destination = this.destination === HANDLER_A ? HANDLER_B : HANDLER_A;
    packet.task = this.destination;
    packet.datum = 0;
    for (let i = 0; i < DATA_SIZE; i++) {
      this.count++;
      if (this.count > 26) this.count = 1;
      packet.data[i] = 64 + this.count;
    }
    return scheduler.send(packet, this);
  }
}

class Handler extends Task {
  workIn = null;
  deviceIn = null;

  step(scheduler, packet) {
    if (packet !== null) {
      if (packet.kind === WORK_PACKET) this.workIn = append(this.workIn, packet);
      else this.deviceIn = append(this.deviceIn, packet);
    }
    const work = this.workIn;
    if (work === null) return scheduler.wait(this);
    if (work.datum >= DATA_SIZE) {
      this.workIn = work.link;
      return scheduler.send(work, this);
    }
    const device = this.deviceIn;
    if (device === null) return scheduler.wait(this);
    this.deviceIn = device.link;
    device.datum = work.data[work.datum];
    work.datum++;
    return scheduler.send(device, this);
  }
}

class Device extends Task {
  pending = null;

  step(scheduler, packet) {
    if (packet !== null) {
      this.pending = packet;
      return scheduler.hold(this);
    }
    const pending = this.pending;
    if (pending === null) return scheduler.wait(this);
    this.pending = null;
    return scheduler.send(pending, this);
  }
}

class Scheduler {
  constructor() {
    this.tasks = new Array(6).fill(null);
    this.newest = null;
    this.queued = 0;
    this.held = 0;
  }

  add(Kind, number, priority, input, isWaiting) {
    this.newest = new Kind(number, priority, this.newest, input, isWaiting);
    this.tasks[number] = this.newest;
  }

  run() {
    let task = this.newest;
    while (task !== null) task = task.isStopped() ? task.next : task.step(this, task.takeInput());
  }

  hold(task) {
    this.held++;
    task.isHolding = true;
    return task.next;
  }

  wait(task) {
    task.isWaiting = true;
    return task;
  }

  release(number, current) {
    const task = this.tasks[number];
    task.isHolding = false;
    return task.priority > current.priority ? task : current;
  }

  send(packet, from) {
    const to = this.tasks[packet.task];
    this.queued++;
    packet.link = null;
    packet.task = from.number;
    return to.accept(packet, from);
  }
}

function packets(count, task, kind) {
  let queue = null;
  for (let i = 0; i < count; i++) queue = new Packet(queue, task, kind);
  return queue;
}

function richards() {
  const scheduler = new Scheduler();
  scheduler.add(Idler, IDLER, 0, null, false);
  scheduler.add(Worker, WORKER, 1000, packets(2, WORKER, WORK_PACKET), true);
  scheduler.add(Handler, HANDLER_A, 2000, packets(3, DEVICE_A, DEVICE_PACKET), true);
  scheduler.add(Handler, HANDLER_B, 3000, packets(3, DEVICE_B, DEVICE_PACKET), true);
  scheduler.add(Device, DEVICE_A, 4000, null, true);
  scheduler.add(Device, DEVICE_B, 5000, null, true);
  scheduler.run();
  return scheduler;
}

export function run() {
  let sum = 0;
  for (let i = 0; i < 100; i++) sum += richards().queued;
  return sum;
}
