// What is taken from the package, and no more: bundlers drop the rest. Imported dynamically only.
export {DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager';
