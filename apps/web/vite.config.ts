import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compression } from 'vite-plugin-compression2'

const server = process.env['PULSE_URL'] ?? 'http://127.0.0.1:3000'

// oxlint-disable-next-line import/no-default-export -- Vite loads its configuration by the default export
export default defineConfig({
  plugins: [react(), compression({ algorithms: ['gzip', 'brotliCompress'], exclude: [/\.(?:woff2|map)$/] })],
  build: {
    target: 'es2023',
    reportCompressedSize: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'base', test: /(?:apps\/web\/src\/(?:ui|api|features)|packages\/contract)\//, minShareCount: 8 },
          ],
        },
      },
    },
  },
  server: { host: '127.0.0.1', port: 5173, proxy: { '/api': server, '/health': server } },
})
