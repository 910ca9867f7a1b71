namespace MiniKube.CriShim.Tests.Simulated;

internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mkube-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
