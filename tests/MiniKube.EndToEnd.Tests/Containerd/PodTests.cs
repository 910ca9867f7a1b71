using System.IO.Pipelines;
using System.Text;
using MiniKube.Cri.Events;
using MiniKube.Cri.Streams;
using MiniKube.Cri.V1;
using MiniKube.Hosting.Containerd;
using MiniKube.RealParts;

namespace MiniKube.EndToEnd.Tests.Containerd;

[Collection(SharedNode.Collection)]
public sealed class PodTests(SharedNode shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ContainerdNode Node => shared.Node;

    [Fact]
    public async Task A_pod_of_the_made_image_answers_http_on_its_own_address()
    {
        var (sandbox, _) = await Node.StartPodAsync("web");
        var address = (await Node.SandboxStatusAsync(sandbox)).Network.Ip;

        var answer = await GetAsync(new Uri($"http://{address}/"));

        address.Should().StartWith("10.211.0.");
        answer.Should().Be("Hello from web\n");
    }

    [Fact]
    public async Task A_host_port_answers_on_the_nodes_localhost()
    {
        // A port of its own each time: an aborted run leaves its rules behind, and the first rule for a port wins.
        var port = FreePorts.Next();
        _ = await Node.StartPodAsync(
            "hosted", changePod: pod => pod.PortMappings.Add(new PortMapping { ContainerPort = 80, HostPort = port }));

        var answer = await GetAsync(new Uri($"http://127.0.0.1:{port}/"));

        answer.Should().Be("Hello from hosted\n");
    }

    [Fact]
    public async Task A_made_image_ends_at_once_when_asked()
    {
        var (_, container) = await Node.StartPodAsync("polite");

        await Node.Runtime.StopContainerAsync(new StopContainerRequest { ContainerId = container, Timeout = 600 }, cancellationToken: Cancellation);

        (await Node.StatusAsync(container)).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Output_is_logged_in_cris_format()
    {
        var (_, container) = await Node.StartPodAsync("talker", static config => config.Command.Add(["sh", "-c", "echo one; echo two >&2"]));
        var status = await Node.ExitedAsync(container);

        var lines = await File.ReadAllLinesAsync(status.LogPath, Cancellation);

        lines.Select(static line => line.Split(' ', 2)[1]).Should().BeEquivalentTo("stdout F one", "stderr F two");
    }

    [Fact]
    public async Task Events_tell_of_start_and_end_with_the_exit_code()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var reader = new ContainerEventReader(Node.Invoker);
        await using var events = reader.ReadAsync(source.Token).GetAsyncEnumerator(source.Token);
        var first = events.MoveNextAsync().AsTask();

        // The runtime does not say when it listens, so pods come until it does.
        for (var i = 0; !first.IsCompleted; i++)
        {
            var (_, early) = await Node.StartPodAsync("early-" + i, static config => config.Command.Add("true"));
            _ = await Node.ExitedAsync(early);
        }

        (await first).Should().BeTrue();
        var (_, container) = await Node.StartPodAsync("seven", static config => config.Command.Add(["sh", "-c", "exit 7"]));
        List<(ContainerEventKind, int?)> seen = [];
        while (seen.Count < 3 && await events.MoveNextAsync())
        {
            if (events.Current.ContainerId == container)
            {
                seen.Add((events.Current.Kind, events.Current.ExitCode));
            }
        }

        seen.Should().Equal((ContainerEventKind.Created, null), (ContainerEventKind.Started, null), (ContainerEventKind.Stopped, 7));
        await source.CancelAsync();
    }

    [Fact]
    public async Task Attach_talks_to_the_containers_own_process()
    {
        var (_, container) = await Node.StartPodAsync("reader", static config =>
        {
            config.Stdin = true;
            config.Command.Add(["sh", "-c", "(while echo ready; do sleep 0.05; done) & read line; kill $!; wait $!; echo got $line; exit 2"]);
        });
        using var stdout = new SignallingStream();
        var typing = new Pipe();

        var attached = Node.Streams.AttachAsync(
            container, new ContainerStdio { Stdin = typing.Reader.AsStream(), Stdout = stdout, Stderr = Stream.Null }, Cancellation);

        // containerd connects the input before the output: whoever types at once may miss the answer.
        await stdout.Written.WaitAsync(Cancellation);
        _ = await typing.Writer.WriteAsync("hello\n"u8.ToArray(), Cancellation);
        await attached;
        Encoding.UTF8.GetString(stdout.ToArray()).Should().EndWith("got hello\n");
        (await Node.ExitedAsync(container)).ExitCode.Should().Be(2);
    }

    [Fact]
    public async Task A_privileged_port_and_another_user_need_no_privilege()
    {
        var (_, container) = await Node.StartPodAsync("nobody", static config =>
        {
            config.Linux.SecurityContext.RunAsUser = 65534;
            config.Linux.SecurityContext.Capabilities = new Capability { DropCapabilities = { "ALL" } };
            config.Command.Add(["sh", "-c", "httpd -p 80 && id -u"]);
        });

        var status = await Node.ExitedAsync(container);

        status.ExitCode.Should().Be(0);
        (await File.ReadAllTextAsync(status.LogPath, Cancellation)).Should().EndWith("stdout F 65534\n");
    }

    [Fact]
    public async Task An_image_is_imported_once()
    {
        (await Node.Daemon.Images.ExistsAsync(BusyboxImage.WebName, Cancellation)).Should().BeTrue();
        (await Node.Daemon.Images.ExistsAsync("mkube.dev/none:1", Cancellation)).Should().BeFalse();
        (await Node.Daemon.EnsureWebImageAsync(Cancellation)).Should().Be(BusyboxImage.WebName);
    }

    private static async Task<string> GetAsync(Uri address)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(1) };
        while (true)
        {
            try
            {
                return await http.GetStringAsync(address, Cancellation);
            }
            catch (HttpRequestException)
            {
                // The process has started, but does not listen yet.
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
            }
        }
    }
}
