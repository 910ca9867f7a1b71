using System.CommandLine;

var root = new RootCommand("A whole Kubernetes cluster in one binary.");
return await root.Parse(args).InvokeAsync();
