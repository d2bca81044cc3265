import { Component, type ReactElement, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import type { Description } from '../description.ts';
import { App } from './app.tsx';
import { fetchDescription } from './server-calls.ts';

const root = createRoot(document.getElementById('root')!);

root.render(
  await fetchDescription().then(
    (description) => <Page description={description} />,
    ({ message }: Error) => <p className="banner">{message}</p>,
  ),
);

const COMMANDS: Readonly<Record<Description['command'], string | undefined>> = {
  ready: undefined,
  missing: 'The connector is not built, so its connection cannot be tested. Run `npm run build`.',
  stale:
    'The specification has changed since the connector was built: `check` uses the old one. Run `npm run build`.',
};

function Page({ description }: { readonly description: Description }): ReactElement {
  const { connector, violations, command } = description;
  document.title = connector;
  return (
    <>
      <header>
        <h1>{connector}</h1>
        <p>
          The form as Airbyte shows it for a new destination. Reload the page after a change of the
          specification.
        </p>
      </header>
      {COMMANDS[command] !== undefined && <p className="banner">{COMMANDS[command]}</p>}
      {violations.length > 0 && (
        <div className="banner">
          The specification breaks rules of the platform:
          <ul>
            {violations.map((violation) => (
              <li key={violation}>{violation}</li>
            ))}
          </ul>
        </div>
      )}
      <ErrorPage>
        <App description={description} />
      </ErrorPage>
    </>
  );
}

/** Where the platform's form fails, the user sees an error page. */
class ErrorPage extends Component<{ readonly children: ReactNode }, { readonly message?: string }> {
  override state: { readonly message?: string } = {};

  static getDerivedStateFromError({ message }: Error): { readonly message: string } {
    return { message };
  }

  override render(): ReactNode {
    const { message } = this.state;
    if (message === undefined) return this.props.children;
    return <p className="banner">The platform shows an error page instead of the form: {message}</p>;
  }
}
