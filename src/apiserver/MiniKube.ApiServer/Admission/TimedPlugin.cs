namespace MiniKube.ApiServer.Admission;

/// <param name="Plugin">The plug-in.</param>
/// <param name="Times">Where its time is observed; null for nowhere.</param>
internal readonly record struct TimedPlugin<T>(T Plugin, PluginTimes? Times);
