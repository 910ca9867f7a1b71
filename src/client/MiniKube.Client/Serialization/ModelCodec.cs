using System.Buffers;
using System.Text.Json;
using k8s;
using k8s.Models;
using MiniKube.Api.Names;

namespace MiniKube.Client.Serialization;

/// <summary>How objects of one collection are read and written.</summary>
internal abstract class ModelCodec<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    public abstract GroupVersionResource Resource { get; }

    /// <summary>What to ask the server for.</summary>
    public abstract string Accept { get; }

    /// <summary>The same for a list.</summary>
    public virtual string AcceptList => Accept;

    /// <summary>Reads the value the reader stands on and leaves the reader at its end.</summary>
    public abstract T Read(ref Utf8JsonReader reader);

    public abstract void Write(T model, IBufferWriter<byte> destination);
}
