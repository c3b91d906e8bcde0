import {
  createTheme,
  defaultVariantColorsResolver,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'

/** Petrol: the one accent. Step 6 carries white text in light, step 3 dark text in dark (both above 4.5:1). */
const petrol: MantineColorsTuple = [
  '#eaf6f8',
  '#d3eaef',
  '#a5d5df',
  '#6fbccb',
  '#3fa2b6',
  '#1b8aa1',
  '#0b6b82',
  '#085a6e',
  '#074a5b',
  '#053844',
]

/** Warm greys, light to dark, for text, lines and surfaces of both schemes. */
const stone: MantineColorsTuple = [
  '#faf9f7',
  '#f4f2ef',
  '#eae7e2',
  '#dcd8d1',
  '#c3beb5',
  '#a29c92',
  '#7a746b',
  '#5d5851',
  '#3d3a35',
  '#1f1d1a',
]

const ink: MantineColorsTuple = [
  '#e9e6e1',
  '#b5b0a8',
  '#a09b92',
  '#6e6a63',
  '#45423d',
  '#353330',
  '#262422',
  '#1c1b19',
  '#151413',
  '#0e0d0c',
]

/** For what cannot be undone and what failed, and for what needs a look; steps 6 and 3 as with petrol. */
const red: MantineColorsTuple = [
  '#fdeeec',
  '#fad9d5',
  '#ffb4ab',
  '#ff8a80',
  '#e2584d',
  '#c93a30',
  '#b3261e',
  '#9a1f18',
  '#7d1812',
  '#5c110d',
]
const yellow: MantineColorsTuple = [
  '#fdf3d7',
  '#f8e3ae',
  '#efc878',
  '#e3a94a',
  '#c98a20',
  '#a96b08',
  '#8a5300',
  '#734500',
  '#5a3600',
  '#422800',
]

/** What is filled with a colour carries white in light and ink in dark; Mantine would choose for both by the light shade. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input)
  return input.variant === 'filled' ? { ...colors, color: 'var(--p-on-filled)' } : colors
}

export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 6, dark: 3 },
  autoContrast: true,
  luminanceThreshold: 0.4,
  variantColorResolver,
  colors: { petrol, red, yellow, gray: stone, dark: ink },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  lineHeights: { xs: '1.35', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  spacing: { xs: '0.375rem', sm: '0.625rem', md: '1rem', lg: '1.5rem', xl: '2.5rem' },
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '12px', xl: '20px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // Mantine gives this button no name of its own.
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' }, radius: 'md' } },
    Modal: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' }, radius: 'md' } },
    Drawer: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Button: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Radio: { defaultProps: { iconColor: 'var(--p-on-filled)' } },
    Checkbox: { defaultProps: { iconColor: 'var(--p-on-filled)' } },
    Alert: { defaultProps: { radius: 'md' } },
  },
})

/** The names the style sheets use; text colours reach 4.5:1 on every surface of their scheme. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    '--p-rail': '14.5rem',
    '--p-row': '2.375rem',
    '--p-gutter': 'clamp(1rem, 2.4vw, 2rem)',
  },
  light: {
    '--p-page': '#f7f6f3',
    '--p-surface': '#ffffff',
    '--p-sunken': '#f1efeb',
    '--p-line': '#e4e1db',
    '--p-line-strong': '#c9c4bb',
    '--p-text': '#1f1d1a',
    '--p-quiet': '#655f57',
    '--p-accent': '#0b6b82',
    '--p-accent-soft': '#e2f1f4',
    '--p-ok': '#21703d',
    '--p-warn': '#8a5300',
    '--p-bad': '#b3261e',
    '--p-changed': '#fdf3d7',
    '--p-on-filled': '#ffffff',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1f1d1a',
    '--mantine-color-dimmed': '#655f57',
    '--mantine-color-placeholder': '#736d64',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-anchor': '#0b6b82',
    '--mantine-color-default-border': '#c9c4bb',
  },
  dark: {
    '--p-page': '#131211',
    '--p-surface': '#1b1a18',
    '--p-sunken': '#232120',
    '--p-line': '#2e2c29',
    '--p-line-strong': '#4a4743',
    '--p-text': '#eae7e2',
    '--p-quiet': '#a8a299',
    '--p-accent': '#6fbccb',
    '--p-accent-soft': '#143038',
    '--p-ok': '#6fc28a',
    '--p-warn': '#e3a94a',
    '--p-bad': '#ff8a80',
    '--p-changed': '#3a3216',
    '--p-on-filled': '#0e0d0c',
    '--mantine-color-body': '#1b1a18',
    '--mantine-color-text': '#eae7e2',
    '--mantine-color-dimmed': '#a8a299',
    '--mantine-color-placeholder': '#98928a',
    '--mantine-color-error': '#ff8a80',
    '--mantine-color-anchor': '#6fbccb',
    '--mantine-color-default-border': '#4a4743',
  },
})
