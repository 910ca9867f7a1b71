using System.CommandLine;
using MiniKube.Commands;

// As many requests compute at once as there are processors. Reading what comes in meanwhile must not wait until one of those threads is free.
ThreadPool.GetMinThreads(out _, out var completing);
ThreadPool.SetMinThreads(2 * Environment.ProcessorCount, completing);

var root = new RootCommand("A whole Kubernetes cluster in one binary.")
{
    UpCommand.Create(),
    ServerCommand.Create(),
    AgentCommand.Create(),
    ServerCommand.CreateApiServer(),
    StoreCommand.Create(),
    SchedulerCommand.Create(),
    ControllerManagerCommand.Create(),
    AgentCommand.CreateKubelet(),
    KubeconfigCommand.Create(),
    TokenCommand.Create(),
    ImageCommand.Create(),
    SnapshotCommand.Create(),
    MemberCommand.Create(),
    ResetCommand.Create(),
};
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
