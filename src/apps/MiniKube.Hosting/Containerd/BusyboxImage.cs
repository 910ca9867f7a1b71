using System.Text;

namespace MiniKube.Hosting.Containerd;

/// <summary>
/// Images made on the spot from the machine's static busybox, for machines without a registry: one for sandboxes, and a small
/// web server with a shell.
/// </summary>
public sealed class BusyboxImage(string directory)
{
    public const string PauseName = "mkube.dev/pause:1";

    /// <summary>Answers HTTP with its hostname on port $PORT or 80.</summary>
    public const string WebName = "mkube.dev/web:1";

    private const string Busybox = "/bin/busybox";

    // Ends on request, reaps what is left to it, and takes its helper along when it shares the node's processes.
    private const string PauseScript =
        """
        #!/bin/sh
        trap 'kill $!; exit 0' TERM INT
        while :; do
          sleep 2147483647 &
          wait $!
        done

        """;

    private const string ServeScript =
        """
        #!/bin/sh
        trap 'kill $!; exit 0' TERM INT
        httpd -f -p "${PORT:-80}" -h /www &
        wait $!

        """;

    // httpd asks this for "/" because there is no index.html.
    private const string IndexScript =
        """
        #!/bin/sh
        printf 'Content-Type: text/plain\r\n\r\nHello from %s\n' "$(hostname)"

        """;

    /// <summary>Imports the image for sandboxes unless it, or the one meant instead, is there.</summary>
    public async Task EnsurePauseAsync(ImageImporter images, string name, CancellationToken cancellationToken)
    {
        if (name == PauseName && !await images.ExistsAsync(name, cancellationToken))
        {
            await ImportAsync(images, PauseArchive(), "pause.tar", name, cancellationToken);
        }
    }

    /// <summary>Imports the web image unless it is there; returns its name.</summary>
    public async Task<string> EnsureWebAsync(ImageImporter images, CancellationToken cancellationToken)
    {
        if (!await images.ExistsAsync(WebName, cancellationToken))
        {
            var applets = await CommandRunner.RunAsync(Busybox, ["--list"], cancellationToken);
            var archive = WebArchive(applets.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            await ImportAsync(images, archive, "web.tar", WebName, cancellationToken);
        }

        return WebName;
    }

    private static ImageArchive PauseArchive()
    {
        using var files = new ImageLayer();
        files.AddDirectory("bin");
        AddBusybox(files, ["sh", "sleep", "kill"]);
        files.AddFile("pause", Script(PauseScript), ImageLayer.Executable);
        return new ImageArchive(PauseName, files.ToArray()) { Entrypoint = ["/pause"] };
    }

    private static ImageArchive WebArchive(IReadOnlyList<string> applets)
    {
        using var files = new ImageLayer();
        foreach (var path in new[] { "bin", "etc", "home", "mnt", "root", "usr", "var", "www", "www/cgi-bin" })
        {
            files.AddDirectory(path);
        }

        files.AddDirectory("tmp", ImageLayer.Shared);
        AddBusybox(files, applets);
        files.AddLink("sbin", "bin");
        files.AddLink("usr/bin", "../bin");
        files.AddLink("usr/sbin", "../bin");
        files.AddFile("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n"u8);
        files.AddFile("etc/group", "root:x:0:\nnogroup:x:65534:\n"u8);
        files.AddFile("bin/serve", Script(ServeScript), ImageLayer.Executable);
        files.AddFile("www/cgi-bin/index.cgi", Script(IndexScript), ImageLayer.Executable);
        return new ImageArchive(WebName, files.ToArray()) { Command = ["/bin/serve"] };
    }

    private static void AddBusybox(ImageLayer files, IEnumerable<string> applets)
    {
        RequireStaticBusybox();
        files.AddFile("bin/busybox", File.ReadAllBytes(Busybox), ImageLayer.Executable);
        foreach (var applet in applets.Where(static applet => applet != "busybox"))
        {
            files.AddLink("bin/" + applet, "busybox");
        }
    }

    private static void RequireStaticBusybox()
    {
        // A program that needs a loader says so by the name of the loader.
        if (!File.Exists(Busybox) || File.ReadAllBytes(Busybox).AsSpan().IndexOf("/ld-linux"u8) >= 0)
        {
            throw new PrerequisiteException(
                "Making images on this machine needs a static busybox. On Debian: apt-get install -y --no-install-recommends busybox-static");
        }
    }

    private async Task ImportAsync(ImageImporter images, ImageArchive archive, string fileName, string name, CancellationToken cancellationToken)
    {
        _ = Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, fileName);
        try
        {
            await using (var file = File.Create(path))
            {
                await archive.WriteAsync(file, cancellationToken);
            }

            await images.ImportAsync(path, name, cancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] Script(string text) => Encoding.UTF8.GetBytes(text);
}
