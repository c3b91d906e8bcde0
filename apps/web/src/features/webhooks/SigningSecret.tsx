import { CodeBlock } from '#ui/Code.tsx'
import { SecretOnce } from '#ui/SecretOnce.tsx'

const check = `import { Webhook } from 'standardwebhooks'

// body: the raw text of the request, before it is parsed
const event = new Webhook(process.env.PULSE_WEBHOOK_SECRET).verify(body, request.headers)`

/** A signing secret, shown this once, and how a receiver checks with it that an event is from here. */
export const SigningSecret = ({ secret }: { secret: string }) => (
  <>
    <SecretOnce secret={secret} label="signing secret">
      Keep it where your receiver reads its secrets, such as <code>PULSE_WEBHOOK_SECRET</code>. It stands nowhere else:
      when it is lost, make a new one on the page of the webhook.
    </SecretOnce>
    <div>
      <p>The receiver checks each request with it, here with the package standardwebhooks:</p>
      <CodeBlock code={check} label="code that checks a request" />
    </div>
  </>
)
