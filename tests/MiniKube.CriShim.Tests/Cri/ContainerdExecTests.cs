using System.Text;
using MiniKube.Cri.Containerd;
using MiniKube.Cri.InProcess;
using MiniKube.Cri.Streams;
using MiniKube.Cri.Streams.Native;

namespace MiniKube.CriShim.Tests.Cri;

public sealed class ContainerdExecTests
{
    [Fact]
    public async Task A_command_that_ends_before_its_input_is_connected_has_still_run()
    {
        using var loop = new PollLoop();
        var directory = Directory.CreateTempSubdirectory().FullName;
        var stdio = new ContainerStdio { Stdin = new MemoryStream("never read"u8.ToArray()), Stdout = new MemoryStream() };
        using var pipes = ExecPipes.Create(directory, stdio, loop);
        var tasks = new Tasks.TasksClient(
            new InProcessCallInvoker(TimeProvider.System, binder => Tasks.BindService(binder, new ShortLivedTasks("out\n", 6))));

        var exitCode = await new ContainerdExec(tasks, "web", "exec", TimeProvider.System)
            .RunAsync("{}", pipes, stdio, TestContext.Current.CancellationToken);

        (exitCode, Encoding.UTF8.GetString(((MemoryStream)stdio.Stdout).ToArray())).Should().Be((6, "out\n"));
    }
}
