using MiniKube.CriShim.Simulated;
using MiniKube.Kubelet.Tests.Fakes;

namespace MiniKube.Kubelet.Tests.Logs;

public sealed class LogRotatorTests
{
    [Fact]
    public async Task A_large_log_is_put_aside_and_only_so_many_are_kept()
    {
        await using var node = new SimulatedNode(new SimulatedRuntimeOptions { WritesLogFiles = true }, options => options with { LogBytesMax = 100, LogFilesMax = 3 });
        await node.Api.CreateAsync(Pods.Make("web"), node.Token);
        var pod = await node.PodAsync("web", pod => pod.IsReady());
        var id = pod!.Status.ContainerStatuses[0].ContainerID.Split("//")[1];
        var directory = Path.Combine(node.LogDirectory, "default_web_uid-web", "web");

        for (var round = 0; round < 5; round++)
        {
            node.Runtime.WriteLog(id, $"round {round} {new string('x', 100)}\n");
            await node.AdvanceUntilAsync(() => new FileInfo(Path.Combine(directory, "0.log")).Length == 0, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5));
        }

        Directory.GetFiles(directory).Should().HaveCount(3).And.Contain(Path.Combine(directory, "0.log"));
        node.Runtime.WriteLog(id, "after\n");
        (await File.ReadAllTextAsync(Path.Combine(directory, "0.log"), node.Token)).Should().Contain("after");
    }
}
