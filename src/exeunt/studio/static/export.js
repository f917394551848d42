import { make } from "./make.js"; export const page = () => make("p", {}, "…"); export const arrivals = page, lines = page, evenings = page, pairs = page, sources = page;
