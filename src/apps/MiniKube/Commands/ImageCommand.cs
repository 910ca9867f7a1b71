using System.CommandLine;
using MiniKube.Hosting;
using MiniKube.Hosting.Nodes;
using MiniKube.Logging;
using MiniKube.Startup;

namespace MiniKube.Commands;

/// <summary><c>mkube image</c>: brings images into the private containerd without a registry.</summary>
internal static class ImageCommand
{
    public static Command Create() => new("image", "Puts images into the private containerd, for machines without a registry.")
    {
        CreateImport(),
        CreateWeb(),
    };

    private static Command CreateImport()
    {
        var file = new Argument<FileInfo>("file") { Description = "A tarball as docker save or an OCI tool writes it." };
        file.AcceptExistingOnly();
        var name = new Argument<string>("name") { Description = "The image's name in it, with its tag." };
        var data = SharedOptions.DataDirectory();
        var command = new Command("import", "Imports an image from a tarball.") { file, name, data };
        command.SetAction((result, stop) => RunAsync(
            result.GetRequiredValue(data),
            async images =>
            {
                await images.ImportAsync(result.GetRequiredValue(file).FullName, result.GetRequiredValue(name), stop);
                return result.GetRequiredValue(name);
            },
            stop));
        return command;
    }

    private static Command CreateWeb()
    {
        var data = SharedOptions.DataDirectory();
        var command = new Command("web", "Makes a small web server's image from this machine's busybox.") { data };
        command.SetAction((result, stop) => RunAsync(result.GetRequiredValue(data), images => images.EnsureWebAsync(stop), stop));
        return command;
    }

    private static Task<int> RunAsync(string dataDirectory, Func<NodeImages, Task<string>> putAsync, CancellationToken stop) =>
        RunUntilStopped.GuardAsync(
            async () =>
            {
                using var logging = LogSetup.Create(Microsoft.Extensions.Logging.LogLevel.Warning);
                using var images = await NodeImages.OpenAsync(Path.GetFullPath(dataDirectory), HostServices.Real(logging), stop);
                Console.WriteLine(await putAsync(images));
                return 0;
            },
            stop);
}
