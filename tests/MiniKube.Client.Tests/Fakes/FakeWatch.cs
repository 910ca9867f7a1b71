using System.IO.Pipelines;
using System.Text;
using MiniKube.Api.Names;

namespace MiniKube.Client.Tests.Fakes;

/// <summary>One stream of events.</summary>
internal sealed class FakeWatch(GroupVersionResource resource, string @namespace)
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Queue<string> _held = new();

    public PipeReader Reader => _pipe.Reader;

    public bool Shows(FakeKey key) => key.Resource == resource && (@namespace.Length == 0 || key.Namespace == @namespace);

    public void Send(string line, bool isHeld = false)
    {
        if (isHeld)
        {
            _held.Enqueue(line);
            return;
        }

        Write(line);
    }

    public void Release()
    {
        while (_held.TryDequeue(out var line))
        {
            Write(line);
        }
    }

    public void End() => _pipe.Writer.Complete();

    private void Write(string line)
    {
        // Without a threshold a write never waits.
        _ = _pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(line), TestContext.Current.CancellationToken).AsTask();
    }
}
