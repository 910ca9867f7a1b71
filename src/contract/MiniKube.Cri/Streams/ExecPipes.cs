using MiniKube.Cri.Streams.Native;

namespace MiniKube.Cri.Streams;

/// <summary>The named pipes of one command, in a directory of their own that goes when the command has ended.</summary>
internal sealed class ExecPipes : IDisposable
{
    private const string Nowhere = "/dev/null";

    private readonly string _directory;
    private readonly PollLoop _loop;

    private ExecPipes(string directory, ContainerStdio stdio, PollLoop loop)
    {
        _directory = directory;
        _loop = loop;
        StdinPath = stdio.Stdin is null ? "" : Path.Combine(directory, "stdin");

        // Without a terminal the shim insists on two outputs, with one on a single pipe.
        StdoutPath = stdio.Stdout is null && !stdio.Tty ? Nowhere : Path.Combine(directory, "stdout");
        StderrPath = stdio.Tty ? "" : stdio.Stderr is null ? Nowhere : Path.Combine(directory, "stderr");
    }

    /// <summary>Empty for none.</summary>
    public string StdinPath { get; }

    public string StdoutPath { get; }

    public string StderrPath { get; }

    public Fifo? Stdout { get; private set; }

    public Fifo? Stderr { get; private set; }

    public static ExecPipes Create(string directory, ContainerStdio stdio, PollLoop loop)
    {
        var pipes = new ExecPipes(directory, stdio, loop);
        try
        {
            _ = Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            foreach (var path in new[] { pipes.StdinPath, pipes.StdoutPath, pipes.StderrPath }.Where(IsPipe))
            {
                Fifo.Create(path);
            }

            pipes.Stdout = pipes.OpenForReading(pipes.StdoutPath);
            pipes.Stderr = pipes.OpenForReading(pipes.StderrPath);
            return pipes;
        }
        catch
        {
            pipes.Dispose();
            throw;
        }
    }

    /// <summary>Only once the command has started: until then nobody reads. Null when it has ended already.</summary>
    public Fifo? TryOpenStdin() => Fifo.TryOpenForWriting(StdinPath, _loop);

    public void Dispose()
    {
        Stdout?.Dispose();
        Stderr?.Dispose();
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    private Fifo? OpenForReading(string path) => IsPipe(path) ? Fifo.OpenForReading(path, _loop) : null;

    private static bool IsPipe(string path) => path.Length > 0 && path != Nowhere;
}
