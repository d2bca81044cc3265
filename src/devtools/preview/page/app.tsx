import Form from '@rjsf/core';
import { type ReactElement, useMemo, useState } from 'react';
import type { JsonSchema } from '../../../define/specification.ts';
import type { CheckResult, Description } from '../description.ts';
import { formOf } from '../form/field.ts';
import { librarySchema, libraryUi } from '../form/library-form.ts';
import { formValidator } from '../form/problems.ts';
import { configurationOf, initialValues, MASK, type Values, withUpdate } from '../form/values.ts';
import { fetchCheck } from './server-calls.ts';
import { templates } from './templates.tsx';
import { TouchedFields } from './touched.ts';
import { widgets } from './widgets.tsx';

/** The form of a connector, the configuration beside it, and the button that tests it. */
export function App({ description }: { readonly description: Description }): ReactElement {
  const { form, schema, ui, validator } = useMemo(() => {
    const fields = formOf(description.schema as JsonSchema);
    return {
      ...{ form: fields, schema: librarySchema(fields), ui: libraryUi(fields) },
      validator: formValidator(fields),
    };
  }, [description]);
  const [values, setValues] = useState<Values>(() => initialValues(form));
  const [all, setAll] = useState(false);
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const touched = { all, ids, touch: (id: string) => setIds((before) => new Set([...before, id])) };
  return (
    <main>
      <div>
        <TouchedFields value={touched}>
          <Form
            tagName="div"
            schema={schema}
            uiSchema={ui}
            formData={values}
            validator={validator.library}
            templates={templates}
            widgets={widgets}
            onChange={({ formData }) => setValues((formData ?? {}) as Values)}
            experimental_defaultFormStateBehavior={{ emptyObjectFields: 'skipEmptyDefaults' }}
            liveValidate="onChange"
            showErrorList={false}
            noHtml5Validate
          >
            <Test
              configuration={configurationOf(form, values)}
              problems={validator.problemsOf(values).filter(({ onSave }) => !onSave).length}
              onAttempt={() => setAll(true)}
              onUpdate={(tested, update) => setValues((now) => withUpdate(now, tested, update))}
            />
          </Form>
        </TouchedFields>
      </div>
      <aside>
        <Configuration show={(secret) => configurationOf(form, values, secret)} />
      </aside>
    </main>
  );
}

interface TestProps {
  readonly configuration: Values;
  readonly problems: number;
  readonly onAttempt: () => void;
  /** The connector replaced the configuration that was tested. */
  readonly onUpdate: (tested: Values, update: Values) => void;
}

/** The platform tests a configuration only if the form itself has no objection. */
function Test({ configuration, problems, onAttempt, onUpdate }: TestProps): ReactElement {
  const [running, setRunning] = useState(false);
  const [result, setResult] = useState<CheckResult>();
  const test = async (): Promise<void> => {
    onAttempt();
    setResult(undefined);
    if (problems > 0) {
      const count = problems === 1 ? '1 problem' : `${problems} problems`;
      return setResult({ status: 'NONE', message: `The form has ${count}; fix the fields in red first.` });
    }
    setRunning(true);
    const tested = await fetchCheck(configuration).catch(
      ({ message }: Error): CheckResult => ({ status: 'NONE', message }),
    );
    // A refresh token that was replaced works only once: the next test needs the new one.
    if (tested.configuration) onUpdate(configuration, tested.configuration);
    setResult(tested);
    setRunning(false);
  };
  return (
    <div className="test">
      <button type="button" disabled={running} onClick={test}>
        {running ? 'Testing …' : 'Test the connection'}
      </button>
      <output className={result?.status}>
        {result && (
          <>
            {result.status !== 'NONE' && <b>{result.status}</b>}{' '}
            {result.message || (result.status === 'SUCCEEDED' ? 'The connection works.' : '')}
            {result.configuration &&
              ' The connector changed the configuration, such as a refresh token. The form has the new values; the earlier ones may no longer work.'}
          </>
        )}
      </output>
    </div>
  );
}

interface ConfigurationProps {
  readonly show: (secret: (text: string) => string) => Values;
}

function Configuration({ show }: ConfigurationProps): ReactElement {
  const [secrets, setSecrets] = useState(false);
  return (
    <>
      <h2>Configuration</h2>
      <label>
        <input type="checkbox" checked={secrets} onChange={(event) => setSecrets(event.target.checked)} />
        Show secrets
      </label>
      <pre id="configuration">
        {JSON.stringify(
          show((text) => (secrets ? text : MASK)),
          null,
          2,
        )}
      </pre>
    </>
  );
}
