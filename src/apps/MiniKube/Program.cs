using System.CommandLine;
using MiniKube.Commands;

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
