import type { RegistrationPort } from './registration.ts';
export function registrationPort(): RegistrationPort {
  throw new Error('not yet');
}
