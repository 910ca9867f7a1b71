using MiniKube.ApiServer.FlowControl.Schemas;

namespace MiniKube.ApiServer.FlowControl;

/// <summary>A schema and the priority level that it leads to.</summary>
internal sealed record FlowRoute(FlowSchema Schema, PriorityLevel Level, FlowMeasures Measures);
