// What is taken from the package, and no more: bundlers drop the rest. Imported dynamically only.
export {DescribeParametersCommand, GetParameterCommand, SSMClient} from '@aws-sdk/client-ssm';
