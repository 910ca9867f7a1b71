using k8s.Models;

namespace MiniKube.Client.Events;

/// <summary>Tells users what happened to an object. Never waits, never fails the caller.</summary>
public interface IEventRecorder
{
    /// <param name="about">The object it happened to.</param>
    /// <param name="type"><see cref="EventTypes.Normal"/> or <see cref="EventTypes.Warning"/>.</param>
    /// <param name="reason">CamelCase, for machines: <c>SuccessfulCreate</c>.</param>
    /// <param name="message">A sentence for a person.</param>
    void Record(V1ObjectReference about, string type, string reason, string message);
}
