// oxlint-disable-next-line import/no-default-export -- PostCSS loads its configuration by the default export
export default { plugins: { 'postcss-preset-mantine': {} } }
