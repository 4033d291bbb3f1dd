// What is taken from the package, and no more: bundlers drop the rest. Imported dynamically only.
export {GetRoleCommand, IAMClient, SimulatePrincipalPolicyCommand} from '@aws-sdk/client-iam';
