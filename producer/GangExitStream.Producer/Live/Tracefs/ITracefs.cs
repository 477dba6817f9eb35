namespace GangExitStream.Producer.Live.Tracefs;

/// <summary>
/// What the recorder needs of tracefs; paths are relative to its root. The members throw what file access throws: IOException and
/// UnauthorizedAccessException.
/// </summary>
internal interface ITracefs
{
    /// <summary>Where it is mounted.</summary>
    string Root { get; }

    /// <summary>A small file's text.</summary>
    string Read(string path);

    /// <summary>Writes a setting.</summary>
    void Write(string path, string text);

    /// <summary>Names of the folders in one.</summary>
    IReadOnlyList<string> Folders(string path);

    /// <summary>Makes a folder of <c>instances</c>, which the kernel fills. False: there is one of this name already.</summary>
    bool CreateInstance(string name);

    /// <summary>Removes an instance; the kernel refuses while anybody has a file of it open.</summary>
    void RemoveInstance(string name);

    /// <summary>Opens <c>free_buffer</c>: when it is closed, if only by this process' death, the kernel gives the instance's memory back.</summary>
    IDisposable OpenFreeBuffer(string path);

    /// <summary>Opens a CPU's <c>trace_pipe_raw</c>.</summary>
    IPageFile OpenPages(string path);

    /// <summary>Waits until one of these has a buffer half full, or so long.</summary>
    void Wait(IReadOnlyList<IPageFile?> files, TimeSpan atMost);
}

/// <summary>A CPU's <c>trace_pipe_raw</c>.</summary>
internal interface IPageFile : IDisposable
{
    /// <summary>Takes the next page without waiting; 0: there is none now. An IOException: the file can't be read any more.</summary>
    int Read(Span<byte> page);
}
