// What must stand before the app begins. A file of its own because inline scripts are refused.

// Code made at run time is refused too, and Zod tries it with the first schema unless it finds this.
// oxlint-disable-next-line no-underscore-dangle -- the name is Zod's
globalThis.__zod_globalConfig = { jitless: true }

// Before the first paint: the chosen colour scheme, or the system's.
{
  const chosen = localStorage.getItem('mantine-color-scheme-value')
  const isDark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.mantineColorScheme = isDark ? 'dark' : 'light'
}
