// What is taken from the package, and no more: bundlers drop the rest. Imported dynamically only.
export {DescribeRouteTablesCommand, DescribeSubnetsCommand, EC2Client} from '@aws-sdk/client-ec2';
