// Where the planets stand in the sky, day by day. The tables are read from the Seam program.

import { readFileSync } from "node:fs";

const program = readFileSync(new URL("../seam/almabench.seam", import.meta.url), "utf8");

function table(name) {
  const [, text] = new RegExp(`const ${name}: [^=]* = (\\[[^;]*?\\])\n(?=const|\nstruct)`).exec(program);
  return JSON.parse(text.replace(/,\s*\]/g, "]")).map((row) => (Array.isArray(row) ? Float64Array.from(row) : row));
}

const sunMasses = table("sunMasses");
const semiMajorAxis = table("semiMajorAxis");
const meanLongitude = table("meanLongitude");
const eccentricity = table("eccentricity");
const perihelion = table("perihelion");
const inclination = table("inclination");
const ascendingNode = table("ascendingNode");
const axisArgument = table("axisArgument");
const axisCosine = table("axisCosine");
const axisSine = table("axisSine");
const longitudeArgument = table("longitudeArgument");
const longitudeCosine = table("longitudeCosine");
const longitudeSine = table("longitudeSine");

const { PI, sin, cos, sqrt, atan2, asin, abs } = Math;
const TURN = 2 * PI;
const J2000 = 2451545;
const ARCSECONDS = PI / 648000;
const HOURS = 12 / PI;
const DEGREES = 180 / PI;
const SIN_OBLIQUITY = 0.3977771559319137;
const COS_OBLIQUITY = 0.9174820620691818;
const GAUSS = 0.01720209895;

function normalised(angle) {
  const w = angle % TURN;
  if (abs(w) < PI) return w;
  return angle < 0 ? w + TURN : w - TURN;
}

const element = (terms, t) => terms[0] + (terms[1] + terms[2] * t) * t;
const angle = (terms, t) => (3600 * terms[0] + (terms[1] + terms[2] * t) * t) * ARCSECONDS;

function solveKepler(mean, e) {
  let anomaly = mean + e * sin(mean);
  for (let i = 0; i < 10; i++) {
    const step = (mean - anomaly + e * sin(anomaly)) / (1 - e * cos(anomaly));
    anomaly += step;
    if (abs(step) < 1e-12) break;
  }
  return anomaly;
}

const toEquator = ({ x, y, z }) => ({
  x,
  y: y * COS_OBLIQUITY - z * SIN_OBLIQUITY,
  z: y * SIN_OBLIQUITY + z * COS_OBLIQUITY,
});

function positionAndVelocity(planet, date) {
  const t = (date - J2000) / 365250;
  let axis = element(semiMajorAxis[planet], t);
  let longitude = angle(meanLongitude[planet], t);
  const e = element(eccentricity[planet], t);
  const periapsis = normalised(angle(perihelion[planet], t));
  const tilt = angle(inclination[planet], t);
  const node = normalised(angle(ascendingNode[planet], t));

  const mu = 0.3595362 * t;
  const axisArguments = axisArgument[planet];
  const axisCosines = axisCosine[planet];
  const axisSines = axisSine[planet];
  const longitudeArguments = longitudeArgument[planet];
  const longitudeCosines = longitudeCosine[planet];
  const longitudeSines = longitudeSine[planet];
  for (let k = 0; k < 8; k++) {
    const a = axisArguments[k] * mu;
    const l = longitudeArguments[k] * mu;
    axis += (axisCosines[k] * cos(a) + axisSines[k] * sin(a)) * 1e-7;
    longitude += (longitudeCosines[k] * cos(l) + longitudeSines[k] * sin(l)) * 1e-7;
  }
  const a = axisArguments[8] * mu;
  axis += t * (axisCosines[8] * cos(a) + axisSines[8] * sin(a)) * 1e-7;
  for (let k = 8; k < 10; k++) {
    const l = longitudeArguments[k] * mu;
    longitude += t * (longitudeCosines[k] * cos(l) + longitudeSines[k] * sin(l)) * 1e-7;
  }
  longitude %= TURN;

  const anomaly = solveKepler(longitude - periapsis, e);
  const half = anomaly / 2;
  const trueAnomaly = 2 * atan2(sqrt((1 + e) / (1 - e)) * sin(half), cos(half));
  const r = axis * (1 - e * cos(anomaly));
  const speed = GAUSS * sqrt((1 + 1 / sunMasses[planet]) / (axis * axis * axis));
  const sinHalfTilt = sin(tilt / 2);
  const cosHalfTilt = cos(tilt / 2);
  const xq = sinHalfTilt * cos(node);
  const xp = sinHalfTilt * sin(node);
  const sinTrue = sin(trueAnomaly + periapsis);
  const cosTrue = cos(trueAnomaly + periapsis);
  const m2 = 2 * (xp * cosTrue - xq * sinTrue);
  const f = axis / sqrt(1 - e * e);
  const ms = (e * sin(periapsis) + sinTrue) * f;
  const mc = (e * cos(periapsis) + cosTrue) * f;
  const pq2 = 2 * xp * xq;
  const position = { x: r * (cosTrue - m2 * xp), y: r * (sinTrue + m2 * xq), z: r * (-m2 * cosHalfTilt) };
  const velocity = {
    x: speed * ((-1 + 2 * xp * xp) * ms + pq2 * mc),
    y: speed * ((1 - 2 * xq * xq) * mc - pq2 * ms),
    z: speed * (2 * cosHalfTilt * (xp * ms + xq * mc)),
  };
  return [toEquator(position), toEquator(velocity)];
}

function placeOf({ x, y, z }) {
  const distance = sqrt(x * x + y * y + z * z);
  const ascension = atan2(y, x) * HOURS;
  return {
    ascension: ascension < 0 ? ascension + 24 : ascension,
    declination: asin(z / distance) * DEGREES,
    distance,
  };
}

function almanac(days) {
  const places = [];
  for (let day = 1; day <= days; day++) {
    for (let planet = 0; planet < 8; planet++) {
      const [position] = positionAndVelocity(planet, J2000 + day);
      places[planet] = placeOf(position);
    }
  }
  return places;
}

export const run = () => almanac(36_525)[0].ascension;
