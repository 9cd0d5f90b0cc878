// For this process, and for those that specs start. The AWS SDK announces which versions of Node.js it will need next
// year, and ts-node uses what Node.js 22 deprecated.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --disable-warning=DEP0180`.trim();
