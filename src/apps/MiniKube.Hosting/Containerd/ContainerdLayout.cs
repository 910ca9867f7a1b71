namespace MiniKube.Hosting.Containerd;

/// <summary>Where things lie in the directory of a managed containerd.</summary>
internal sealed class ContainerdLayout
{
    // sun_path has 108 bytes with the closing zero; ".ttrpc" is the longest ending of a socket.
    private const int SocketPathBytesMax = 107;

    public ContainerdLayout(string directory)
    {
        Directory = Path.GetFullPath(directory);
        if (TtrpcSocket.Length > SocketPathBytesMax)
        {
            throw new PrerequisiteException(
                $"The directory {Directory} is too long for a socket in it ({TtrpcSocket.Length} of at most {SocketPathBytesMax} bytes): choose a shorter data directory.");
        }
    }

    public string Directory { get; }

    public string Socket => Path.Combine(Directory, "containerd.sock");

    public string TtrpcSocket => Socket + ".ttrpc";

    public string Config => Path.Combine(Directory, "config.toml");

    public string Log => Path.Combine(Directory, "containerd.log");

    public string ProcessId => Path.Combine(Directory, "containerd.pid");

    public string Root => Path.Combine(Directory, "root");

    public string State => Path.Combine(Directory, "state");

    public string Runtimes => Path.Combine(Directory, "runtimes");

    public string NetworkConfigs => Path.Combine(Directory, "cni");

    public string NetworkConfig => Path.Combine(NetworkConfigs, "10-mkube.conflist");

    public string NetworkLeases => Path.Combine(Directory, "leases");

    public string Images => Path.Combine(Directory, "images");

    public string Fifos => Path.Combine(Directory, "fifo");
}
