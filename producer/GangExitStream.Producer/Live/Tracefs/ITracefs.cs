namespace GangExitStream.Producer.Live.Tracefs;

/// <summary>
/// The recorder's access to tracefs; paths are relative to its root. Members throw IOException and UnauthorizedAccessException, as file
/// access does.
/// </summary>
internal interface ITracefs
{
    /// <summary>The mount point.</summary>
    string Root { get; }

    /// <summary>A small file's text.</summary>
    string Read(string path);

    /// <summary>Writes a setting.</summary>
    void Write(string path, string text);

    /// <summary>Names of the folders in a folder.</summary>
    IReadOnlyList<string> Folders(string path);

    /// <summary>Creates a folder in <c>instances</c>, which the kernel fills. False: the name exists already.</summary>
    bool CreateInstance(string name);

    /// <summary>Removes an instance; the kernel refuses while a file of it is open.</summary>
    void RemoveInstance(string name);

    /// <summary>Opens <c>free_buffer</c>: the kernel frees the instance's memory when it is closed, also by the death of this process.</summary>
    IDisposable OpenFreeBuffer(string path);

    /// <summary>Opens a CPU's <c>trace_pipe_raw</c>.</summary>
    IPageFile OpenPages(string path);

    /// <summary>Waits until a file's buffer is half full, at most <paramref name="atMost"/>.</summary>
    void Wait(IReadOnlyList<IPageFile?> files, TimeSpan atMost);
}

/// <summary>A CPU's <c>trace_pipe_raw</c>.</summary>
internal interface IPageFile : IDisposable
{
    /// <summary>Reads and removes the next page without waiting; 0: none now. Throws IOException if the file can't be read any more.</summary>
    int Read(Span<byte> page);
}
