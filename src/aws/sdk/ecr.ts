// What is taken from the package, and no more: bundlers drop the rest. Imported dynamically only.
export {
  BatchGetImageCommand,
  DescribeImagesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  GetDownloadUrlForLayerCommand,
  paginateDescribeImages,
  paginateDescribePullThroughCacheRules,
  paginateDescribeRepositories,
} from '@aws-sdk/client-ecr';
