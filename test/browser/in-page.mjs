/** Functions that run inside the page: plain JavaScript, since the DOM's types are not those of the tests. */

/** Elements that stick out of the window, but for those inside a box that scrolls by itself. */
export function overflowing() {
  return [...document.querySelectorAll('body *')]
    .filter((element) => element.closest('.scroll') === null && element.getBoundingClientRect().right > innerWidth + 1)
    .map((element) => `${element.tagName} ${element.textContent?.slice(0, 40)}`);
}

export function isWiderThanWindow() {
  return document.documentElement.scrollWidth > innerWidth;
}

/** Text whose contrast against what lies behind it is below WCAG AA (4.5, large text 3). */
export function faintTexts() {
  const parse = (text) => {
    const [r = 0, g = 0, b = 0, a = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
    return [r, g, b, a];
  };
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((channel) => {
      const share = channel / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour[3] === 1) return colour;
    }
    return [255, 255, 255, 1];
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (element === null || text === '' || element.getClientRects().length === 0) continue;
    const style = getComputedStyle(element);
    const colour = parse(element instanceof SVGElement ? style.fill : style.color);
    const [light, dark] = [luminance(colour), luminance(behind(element))].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    const large = Number.parseFloat(style.fontSize) >= 24;
    if (ratio < (large ? 3 : 4.5)) faint.push(`${ratio.toFixed(2)}: ${text.slice(0, 40)}`);
  }
  return faint;
}

export function colours() {
  const {backgroundColor, color} = getComputedStyle(document.body);
  return {backgroundColor, color};
}

/** Tries to run a script as an injected one would. */
export function tryScript() {
  const script = document.createElement('script');
  script.textContent = 'window.ran = true';
  document.body.append(script);
  return 'ran' in window;
}

export function elementNames() {
  return [...new Set([...document.querySelectorAll('*')].map(({tagName}) => tagName))].sort();
}

export function brokenLinks() {
  return [...document.querySelectorAll('nav a')]
    .map((link) => link.getAttribute('href'))
    .filter((href) => document.querySelector(href) === null);
}

export function xmlError(text) {
  return new DOMParser().parseFromString(text, 'application/xml').querySelector('parsererror')?.textContent ?? null;
}
